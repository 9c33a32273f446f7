"""What the system calls an error."""

import errno


def find_error_code(error: BaseException | None) -> str | None:
    """Return the code of the error or of the first of its causes that has one.

    Such as ``ECONNREFUSED``, ``EAI_NONAME`` or, of OpenSSL, ``CERTIFICATE_VERIFY_FAILED``.
    """
    # Both take a while to load, and where a request has failed they are there.
    import socket
    import ssl

    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ssl.SSLError) and error.reason:
            return str(error.reason)
        if isinstance(error, socket.gaierror):
            return next((name for name in dir(socket) if _is_code(socket, name, error.errno)), None)
        if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
            return errno.errorcode[error.errno]
        # Of several addresses that were tried, there is a group of errors.
        group: tuple[BaseException, ...] = getattr(error, "exceptions", ())
        error = group[0] if group else error.__cause__ or error.__context__
    return None


def _is_code(module: object, name: str, code: int | None) -> bool:
    return name.startswith("EAI_") and getattr(module, name) == code
