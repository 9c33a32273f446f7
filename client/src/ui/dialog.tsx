import { Modal, type ModalProps } from '@mantine/core'
import { useMounted } from '@mantine/hooks'

/** A dialog that can be mounted open: it opens after that, so that it knows where the focus goes back to. */
export default function Dialog({ opened, ...props }: ModalProps) {
  const isMounted = useMounted()
  return <Modal {...props} opened={opened && isMounted} />
}
