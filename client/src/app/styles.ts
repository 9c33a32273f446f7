import '@mantine/core/styles.css'
import '../ui/global.css'
