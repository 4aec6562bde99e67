using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>
/// What one could write for just this case: a ring with one producer, threads that each do every second item, whatever the others
/// do, one thread that consumes, and waiting by yielding, in the manner of the Disruptor's modulo handlers. No block can
/// do so: it has to serve any number of producers, give its threads back, wait without a thread, and end early.
/// </summary>
internal sealed class ModuloRing : ISystem
{
    // a worker says how far it is at the latest after so many items
    private const int Batch = 32;
    private const int Spins = 100;

    public string Name => "own-ring";

    public string Title => "own ring, yielding threads";

    public Task<int> RunAsync(Work work, OrderedSink sink, int items)
    {
        var run = new Run(work, sink, items);
        List<Thread> threads = [new Thread(run.Consume)];
        for (int worker = 0; worker < Mesh.Parallelism; worker++)
        {
            int remainder = worker;
            threads.Add(new Thread(() => run.Work(remainder)));
        }

        threads.ForEach(static thread => thread.Start());
        int waits = run.Produce();
        threads.ForEach(static thread => thread.Join());
        return Task.FromResult(waits);
    }

    private sealed class Run(Work work, OrderedSink sink, int items)
    {
        private readonly long[] _slots = new long[Mesh.Capacity];

        // positions below this one: written by the producer
        private readonly Line _produced = new();

        // positions below this one: taken by the consumer, their slots free
        private readonly Line _consumed = new();

        // each worker's next position: those of its own below it are done
        private readonly Line[] _worked = [.. Enumerable.Range(0, Mesh.Parallelism).Select(static _ => new Line())];

        public int Produce()
        {
            int waits = 0;
            long free = Mesh.Capacity;
            for (long position = 0; position < items; position++)
            {
                if (position == free)
                {
                    waits++;
                    free = Mesh.Capacity + Await(_consumed, position - Mesh.Capacity);
                }

                _slots[position % Mesh.Capacity] = position;
                Volatile.Write(ref _produced.Word, position + 1);
            }

            return waits;
        }

        public void Work(int remainder)
        {
            long position = remainder;
            while (position < items)
            {
                long end = Math.Min(Await(_produced, position), position + (Batch * Mesh.Parallelism));
                for (; position < end; position += Mesh.Parallelism)
                {
                    ref long slot = ref _slots[position % Mesh.Capacity];
                    slot = work.Transform(slot);
                }

                Volatile.Write(ref _worked[remainder].Word, position);
            }
        }

        public void Consume()
        {
            long position = 0;
            while (position < items)
            {
                long end = items;
                foreach (Line worked in _worked)
                {
                    end = Math.Min(end, Await(worked, position));
                }

                for (; position < end; position++)
                {
                    sink.Take(_slots[position % Mesh.Capacity]);
                }

                Volatile.Write(ref _consumed.Word, position);
            }
        }

        // until the word is beyond the position
        private static long Await(Line line, long position)
        {
            for (int spin = 0; ; spin++)
            {
                long word = Volatile.Read(ref line.Word);
                if (word > position)
                {
                    return word;
                }

                if (spin < Spins)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    Thread.Yield();
                }
            }
        }
    }
}
