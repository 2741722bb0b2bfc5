"""A model from Python without a package: step.py LIBRARY MODEL, rows of features on stdin."""
import ctypes
import sys


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("text", ctypes.c_char * 508)]


lib = ctypes.CDLL(sys.argv[1])
lib.lstmtrain_load.restype = ctypes.c_void_p
lib.lstmtrain_step.argtypes = [ctypes.c_void_p] + 2 * [ctypes.POINTER(ctypes.c_double), ctypes.c_size_t] + [ctypes.c_void_p]
error = Error()
model = lib.lstmtrain_load(sys.argv[2].encode(), ctypes.byref(error))
if not model:
    sys.exit(error.text.decode())
y = (ctypes.c_double * 1)()
for line in sys.stdin:
    row = [float(cell) for cell in line.split(",")]
    if lib.lstmtrain_step(model, (ctypes.c_double * len(row))(*row), len(row), y, 1, ctypes.byref(error)) < 0:
        sys.exit(error.text.decode())
    print("%.9g" % y[0])
