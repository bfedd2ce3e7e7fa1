"""The same two kernels in CUDA. This program needs an NVIDIA card, so its output isn't kept."""
import numpy as np
import pycuda.autoinit  # noqa: F401  makes a context on the first card
import pycuda.driver as cuda
from pycuda.compiler import SourceModule

kernels = SourceModule("""
__global__ void times_ten(int *numbers) { numbers[threadIdx.x] *= 10; }
__global__ void add_one(int *numbers)   { numbers[threadIdx.x] += 1; }
""")
times_ten, add_one = kernels.get_function("times_ten"), kernels.get_function("add_one")

stream, done = cuda.Stream(), cuda.Event()
numbers = cuda.pagelocked_empty(3, np.int32)  # only pinned memory is copied while the host goes on
numbers[:] = [1, 2, 3]
on_device = cuda.mem_alloc(numbers.nbytes)

cuda.memcpy_htod_async(on_device, numbers, stream)
times_ten(on_device, block=(3, 1, 1), grid=(1, 1), stream=stream)
add_one(on_device, block=(3, 1, 1), grid=(1, 1), stream=stream)
cuda.memcpy_dtoh_async(numbers, on_device, stream)
done.record(stream)
print("done at once:", done.query())
done.synchronize()
print(numbers.tolist())
