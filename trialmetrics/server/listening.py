"""At which addresses the server of this process listens."""

import gc


def hosts() -> list[str]:
    """The hosts that the servers of this process have, known before they listen; the path of a unix socket, for one."""
    import uvicorn

    # Nobody hands the settings of a server to the application that it serves.
    configs = [each for each in gc.get_objects() if type(each) is uvicorn.Config]
    return [config.uds or ("" if config.fd is not None else config.host) for config in configs]
