#!/usr/bin/python3
"""aiosmtpd_server.py ADDRESS HOST CHAIN KEY : aiosmtpd as its manual sets it up."""

import asyncio
import logging
import ssl
import sys

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP


async def main(address, host, chain, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Sink(), hostname=host, tls_context=context), address, 25)
    await server.serve_forever()


logging.basicConfig(level=logging.INFO)
asyncio.run(main(*sys.argv[1:]))
