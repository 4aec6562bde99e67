using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: threads that post single items and ranges, one that receives, all of which complete the block; and a
/// thread that interrupts these again and again. Allowed: each producer's exact sequence, interrupts that are seen between the
/// calls. Forbidden: an exception out of a call, an item that is lost or comes twice, an end that never comes.
/// </summary>
internal sealed class Interrupts : IScenario
{
    private const int Producers = 3;
    private const int MostInRange = 40;

    public string Name => "interrupts";

    public string Summary => "Callers are interrupted inside Post, PostRange, Complete and TryReceive.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(4, 100);
        for (int world = 0; world < worlds; world++)
        {
            await LiveAsync(run, itemsPerProducer: run.Pick(1_000, 10_000));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task LiveAsync(StressRun run, int itemsPerProducer)
    {
        Random random = run.Random;
        int seed = random.Next();
        var block = new OrderedTransformBlock<Tagged, Tagged>(
            static item => item,
            new OrderedBlockOptions
            {
                BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 300),
                MaxDegreeOfParallelism = random.Next(1, 4),
                WorkerThreadMode = random.Next(4) == 0 ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
            });
        run.Show($"world {seed}", block);
        var failures = new List<Exception>();
        long interrupted = 0;
        var check = new SequenceCheck(Producers);
        int left = Producers;

        void Produce(int producer, Random own)
        {
            for (int number = 0; number < itemsPerProducer;)
            {
                int count = Math.Min(own.Next(1, MostInRange), itemsPerProducer - number);
                int accepted = own.Next(2) == 0
                    ? block.PostRange([.. Enumerable.Range(number, count).Select(next => new Tagged(producer, next))])
                    : block.Post(new Tagged(producer, number)) ? 1 : 0;
                number += accepted;
                run.Watchdog.Progress();
                Rest(ref interrupted, isFull: accepted == 0);
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                block.Complete();
            }
        }

        void Receive()
        {
            while (!block.Completion.IsCompleted)
            {
                bool received = block.TryReceive(filter: null, out Tagged item);
                if (received)
                {
                    check.Take(item);
                    run.Watchdog.Progress();
                }

                Rest(ref interrupted, isFull: !received);
            }
        }

        List<Thread> callers =
        [
            .. Enumerable.Range(0, Producers).Select(producer => Start(failures, () => Produce(producer, new Random(seed + producer)))),
            Start(failures, Receive),
        ];
        long interrupts = 0;
        await Task.Run(() =>
        {
            while (callers.Exists(static caller => caller.IsAlive))
            {
                callers[(int)(interrupts++ % callers.Count)].Interrupt();
                Thread.SpinWait(500);
                if (interrupts % 100 == 0)
                {
                    Thread.Yield();
                }
            }
        });
        lock (failures)
        {
            if (failures.Count > 0)
            {
                throw new ViolationException($"World {seed}: a call has thrown {failures[0]}");
            }
        }

        await block.Completion;
        check.AssertAll(itemsPerProducer);
        BlockCounters.AssertBalanced(block, check.Count, check.Count);
        run.Count("worlds", 1);
        run.Count("items", check.Count);
        run.Count("interrupts", interrupts);
        run.Count("interrupts seen between calls", interrupted);
    }

    // Takes an interrupt that has come, so that the next call begins without one, or with one that comes in its midst.
    private static void Rest(ref long interrupted, bool isFull)
    {
        try
        {
            Thread.Sleep(0);
            if (isFull)
            {
                Thread.Yield();
            }
        }
        catch (ThreadInterruptedException)
        {
            Interlocked.Increment(ref interrupted);
        }
    }

    private static Thread Start(List<Exception> failures, Action action)
    {
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // told of in the end
            catch (Exception error)
#pragma warning restore CA1031
            {
                lock (failures)
                {
                    failures.Add(error);
                }
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
