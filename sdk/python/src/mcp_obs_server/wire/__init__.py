"""What travels between the SDK and the platform. Pure: no input, no output, no clock."""
