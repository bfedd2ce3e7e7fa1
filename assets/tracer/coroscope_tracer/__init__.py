"""Runs an asyncio program unchanged, and writes the run as a record of coroscope.

The tracer needs the standard library alone and CPython 3.11 or later. It replaces three things under the program:

- the event loop's clock, so that time moves only when no task is ready,
- the loop's handles and tasks, so that each entry of the ready queue becomes one turn of the record,
- the trace function of the interpreter, so that calls, lines, awaits and local variables are recorded.

| module | subject |
|---|---|
| ``main`` | the program's start and its end |
| ``target`` | the program that is run: the command line that names it, and its source files |
| ``run`` | what is known about the run so far |
| ``record`` | the lines that are written, and the parent process that reads them |
| ``values`` | how a value is shown |
| ``frames`` | coroutines, functions, lines and locals |
| ``resources`` | locks, queues, futures and other things that tasks share |
| ``tasks`` | tasks: their start, their wakes, their cancellation, what they wait for |
| ``loop`` | the event loop: the ready queue, timers and the virtual clock |
| ``clock`` | the functions of ``time`` in virtual time |
| ``output`` | what the program prints |
| ``search`` | all orders of a program |

The mapping from CPython to events is in ``src/export/record.md``.
"""
