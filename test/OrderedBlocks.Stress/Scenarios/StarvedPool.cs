using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;
using OrderedBlocks.Stress.Pools;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: a pool of two threads that are both held again and again, four producers, three small blocks in a row. Allowed, with
/// workers on the pool: while the threads are held nothing need move; when they are let go everything goes on to its end, in
/// order. Allowed, with threads of the blocks' own and producers that need no pool: everything comes to its end while the
/// pool is held. Forbidden: anything else, above all a wake-up that is lost.
/// </summary>
internal sealed class StarvedPool : IScenario
{
    private const int PoolThreads = 2;
    private const int Producers = 4;

    public string Name => "starved-pool";

    public string Summary => "Both threads of a small pool are held again and again.";

    public Task RunAsync(StressRun run)
    {
        PoolHold.LimitPool(PoolThreads);
        int rounds = run.Pick(150, 600);
        for (int round = 0; round < rounds; round++)
        {
            OnThePool(run, items: run.Random.Next(1, 100));
            run.Watchdog.ShowNothing();
            OnThreadsOfTheirOwn(run, items: run.Random.Next(1, 100));
            run.Watchdog.ShowNothing();
        }

        return Task.CompletedTask;
    }

    private static void OnThePool(StressRun run, int items)
    {
        var chain = new Chain(run, Producers, WorkerThreadMode.Pool);
        var hold = new PoolHold(PoolThreads);

        // All of them begin while the pool is held, on this thread, and wait when the first block is full.
        Task[] producing = [.. Enumerable.Range(0, Producers).Select(async producer =>
        {
            for (int number = 0; number < items; number++)
            {
                if (!await chain.Entry.SendAsync(new Tagged(producer, number)))
                {
                    throw new ViolationException($"{number} of {producer} was declined.");
                }
            }
        })];
        for (int holds = run.Random.Next(4); holds > 0; holds--)
        {
            hold.Dispose();
            Thread.SpinWait(run.Random.Next(2000));
            hold = new PoolHold(PoolThreads);
            run.Count("holds", 1);
        }

        hold.Dispose();
        Task.WaitAll(producing);
        chain.End(items);
        run.Count("items on the pool", items * Producers);
    }

    private static void OnThreadsOfTheirOwn(StressRun run, int items)
    {
        using var hold = new PoolHold(PoolThreads);
        var chain = new Chain(run, Producers, WorkerThreadMode.Dedicated);
        bool declined = false;
        Thread[] producing = [.. Enumerable.Range(0, Producers).Select(producer => new Thread(() =>
        {
            using var sender = new PatientSender<Tagged>(chain.Entry);
            for (int number = 0; number < items; number++)
            {
                declined |= !sender.Send(new Tagged(producer, number));
            }
        }))];
        Array.ForEach(producing, static thread => thread.Start());
        Array.ForEach(producing, static thread => thread.Join());
        if (declined)
        {
            throw new ViolationException("A message was declined.");
        }

        chain.End(items);
        run.Count("items past the held pool", items * Producers);
    }
}
