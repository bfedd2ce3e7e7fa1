"""Two kernels are launched on three numbers. The calls return before the device has begun."""
import numpy as np
import pyopencl as cl

device = cl.get_platforms()[0].get_devices()[0]
context = cl.Context([device])
source = """
kernel void times_ten(global int *numbers) { numbers[get_global_id(0)] *= 10; }
kernel void add_one(global int *numbers)   { numbers[get_global_id(0)] += 1; }
"""
program = cl.Program(context, source).build()
times_ten, add_one = cl.Kernel(program, "times_ten"), cl.Kernel(program, "add_one")


def launch(queues, wait_for_device):
    numbers = np.array([1, 2, 3], np.int32)
    flags = cl.mem_flags.READ_WRITE | cl.mem_flags.USE_HOST_PTR  # the device works on this array itself
    buffer = cl.Buffer(context, flags, hostbuf=numbers)
    is_free = cl.UserEvent(context)  # until it is set, the device has other work to do

    times_ten(queues[0], (3,), None, buffer, wait_for=[is_free])
    added = add_one(queues[-1], (3,), None, buffer)
    for queue in queues:
        queue.flush()
    if len(queues) == 2:
        added.wait()  # the second queue doesn't wait for the first
    seen = numbers.tolist()
    is_free.set_status(cl.command_execution_status.COMPLETE)
    for queue in queues:
        queue.finish()
    return numbers.tolist() if wait_for_device else seen


one = [cl.CommandQueue(context)]
two = [cl.CommandQueue(context) for _ in range(2)]
print("after finish():", launch(one, wait_for_device=True))
print("without waiting:", launch(one, wait_for_device=False))
print("on two queues, after finish():", launch(two, wait_for_device=True))
