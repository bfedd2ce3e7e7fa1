"""Starts a broker of its own, runs a command with it, and stops it: real-broker.py redis|rabbitmq COMMAND...

Redis listens on a socket in a new folder, RabbitMQ on free ports of this machine's own address. The command finds the
broker's address in BROKER, and the name of an empty file in JOURNAL."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # the one in PATH would run as another user
LIMIT = 180  # seconds
started = []


def start(*command, **environment):
    log = (folder / f"{Path(command[0]).name}.log").open("wb")
    started.append(subprocess.Popen(
        command, cwd=folder, env=os.environ | environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT))


def wait_until(is_there):
    deadline = time.monotonic() + LIMIT
    while not is_there():
        if time.monotonic() > deadline or started[-1].poll() is not None:
            for log in folder.glob("*.log"):
                sys.stderr.write(log.read_text(errors="replace")[-2000:])
            sys.exit("the broker doesn't start")
        time.sleep(0.05)


def redis():
    address = folder / "redis.sock"
    start("redis-server", "--port", "0", "--unixsocket", str(address), "--save", "", "--appendonly", "no")
    wait_until(address.exists)
    return f"redis+socket://{address}"


def rabbitmq():
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
        port, nodes, names = (str(each.getsockname()[1]) for each in (one, two, three))
    start("epmd", "-port", names, "-address", "127.0.0.1")
    start(
        RABBITMQ, HOME=str(folder), ERL_EPMD_PORT=names, ERL_EPMD_ADDRESS="127.0.0.1",
        RABBITMQ_NODENAME="coroscope@localhost", RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
        RABBITMQ_NODE_PORT=port, RABBITMQ_DIST_PORT=nodes, RABBITMQ_MNESIA_BASE=str(folder / "data"),
        RABBITMQ_LOG_BASE=str(folder / "log"), RABBITMQ_PID_FILE=str(folder / "pid"),
        RABBITMQ_CONFIG_FILE=str(folder / "none"), RABBITMQ_ENABLED_PLUGINS_FILE=str(folder / "no-plugins"),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 1:1")

    def accepts():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(port))) == 0

    wait_until(accepts)
    return f"amqp://guest:guest@127.0.0.1:{port}//"


def stop():
    for process in reversed(started):
        process.send_signal(signal.SIGINT)  # it may have workers to stop
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(process.pid, signal.SIGKILL)  # with what it has started
        except ProcessLookupError:
            pass
        process.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the broker is stopped, too
    folder = Path(tempfile.mkdtemp(prefix="coroscope-broker-"))
    journal = folder / "journal"
    journal.touch()
    try:
        address = {"redis": redis, "rabbitmq": rabbitmq}[sys.argv[1]]()
        environment = os.environ | {"BROKER": address, "JOURNAL": str(journal)}
        client = subprocess.Popen(sys.argv[2:], env=environment, start_new_session=True)
        started.append(client)
        status = client.wait(timeout=LIMIT)
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)
