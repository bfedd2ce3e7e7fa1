"""Two calls to a bakery in another process: the second one is answered first. A proxy belongs to one thread."""
import multiprocessing as mp
import threading
from concurrent.futures import ThreadPoolExecutor

import Pyro5.api as pyro
from Pyro5.errors import PyroError


@pyro.expose
class Bakery:
    bun_has_arrived = threading.Event()

    def bake_cake(self):
        self.bun_has_arrived.wait(timeout=60)
        return "cake"

    def bake_bun(self):
        return "bun"

    def confirm_bun(self):
        self.bun_has_arrived.set()


def serve(address):
    with pyro.Daemon(host="127.0.0.1", port=0) as daemon:  # port 0: any free port
        address.put(str(daemon.register(Bakery())))
        daemon.requestLoop()


def order(uri, replies):
    with pyro.Proxy(uri) as bakery:  # a second proxy, because each one carries one call at a time
        replies.append(bakery.bake_cake())


def use(proxy):
    try:
        proxy.bake_bun()
    except PyroError as error:
        print("refused:", str(error).split(",")[0])


if __name__ == "__main__":
    mp.set_start_method("spawn")
    address, replies = mp.Queue(), []
    mp.Process(target=serve, args=(address,), daemon=True).start()  # ended with this program
    uri = address.get(timeout=60)
    with ThreadPoolExecutor() as pool, pyro.Proxy(uri) as bakery:
        cake = pool.submit(order, uri, replies)
        replies.append(bakery.bake_bun())
        bakery.confirm_bun()
        cake.result()
        print("replies in this order:", replies)
        pool.submit(use, bakery).result()
