"""A libzmq ROUTER or DEALER that echoes, for tests of the ZMTP engine.

usage: libzmq_peer.py router|dealer ENDPOINT IDENTITY [OWN_PUBLIC OWN_SECRET PEER_PUBLIC]

With three keys (Z85) it uses CURVE. A router prints the endpoint it is bound to, checks clients
by ZAP as flux-core does, and sends each message back to where it came from. A dealer prints
"connecting" and sends each message back. Both end when standard input ends.
"""

import sys
import threading
import zmq
import zmq.utils.z85


def zap(context, allowed):
    server = context.socket(zmq.REP)
    server.bind("inproc://zeromq.zap.01")
    while True:
        try:
            request = server.recv_multipart()
        except zmq.ContextTerminated:
            return
        known = zmq.utils.z85.encode(request[6]) in allowed
        answer = [b"200", b"OK", b"known"] if known else [b"400", b"No access", b""]
        server.send_multipart([request[0], request[1], *answer, b""])


def main():
    role, endpoint, identity, *keys = sys.argv[1:]
    context = zmq.Context()
    keys = [key.encode() for key in keys]
    socket = context.socket(zmq.ROUTER if role == "router" else zmq.DEALER)
    socket.linger = 0
    if keys:
        socket.curve_publickey, socket.curve_secretkey = keys[0], keys[1]
    if role == "router":
        if keys:
            socket.curve_server = True
            socket.zap_domain = b"flux"
            threading.Thread(target=zap, args=(context, keys[2:]), daemon=True).start()
        socket.router_mandatory = True
        socket.bind(endpoint)
        print(socket.last_endpoint.decode(), flush=True)
    else:
        if keys:
            socket.curve_serverkey = keys[2]
        socket.identity = identity.encode()
        socket.connect(endpoint)
        print("connecting", flush=True)

    def echo():
        try:
            while True:
                socket.send_multipart(socket.recv_multipart(copy=False), copy=False)
        except (zmq.ContextTerminated, zmq.ZMQError):
            pass

    threading.Thread(target=echo, daemon=True).start()
    sys.stdin.read()


main()
