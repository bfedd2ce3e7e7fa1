"""An exception in a thread."""
import threading


def bad():
    raise ValueError("in a thread")


thread = threading.Thread(target=bad, name="worker")
thread.start()
thread.join()
print("the main thread goes on")
