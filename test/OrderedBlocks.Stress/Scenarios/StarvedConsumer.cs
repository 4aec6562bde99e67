using OrderedBlocks.Stress.Harness;
using OrderedBlocks.Stress.Pools;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: a pool of two threads that are both held again and again, four producers, a small action block that consumes at once or
/// later. Allowed: while the threads are held nothing need move; when they are let go everything goes on to its end, in order.
/// With threads of the block's own and calls that end at once everything comes to its end while the pool is held. Forbidden:
/// anything else, above all a wake-up that is lost.
/// </summary>
internal sealed class StarvedConsumer : IScenario
{
    private const int PoolThreads = 2;
    private const int Producers = 4;

    public string Name => "starved-consumer";

    public string Summary => "Both threads of a small pool are held again and again, below an action block.";

    public Task RunAsync(StressRun run)
    {
        PoolHold.LimitPool(PoolThreads);
        int rounds = run.Pick(150, 600);
        for (int round = 0; round < rounds; round++)
        {
            Live(run, WorkerThreadMode.Pool, items: run.Random.Next(1, 100));
            Live(run, WorkerThreadMode.Dedicated, items: run.Random.Next(1, 100));
        }

        return Task.CompletedTask;
    }

    private static void Live(StressRun run, WorkerThreadMode threads, int items)
    {
        var check = new SequenceCheck(Producers);
        int yieldEvery = run.Random.Next(2, 20);
        bool yields = threads == WorkerThreadMode.Pool && run.Random.Next(3) > 0;
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = run.Random.Next(1, 9),
            MaxDegreeOfParallelism = run.Random.Next(1, 4),
            WorkerThreadMode = threads,
        };
        var block = new OrderedActionBlock<Tagged, Tagged>(
            static item => item,
            async (item, _) =>
            {
                if (yields && item.Number % yieldEvery == 0)
                {
                    await Task.Yield();
                }

                check.Take(item);
                run.Watchdog.Progress();
            },
            options);
        run.Watchdog.ShowNothing();
        run.Watchdog.Show(() => $"{threads}: {block.Statistics}, {block.Completion.Status}");
        var hold = new PoolHold(PoolThreads);
        Thread[] producing = [.. Enumerable.Range(0, Producers).Select(producer => new Thread(() =>
        {
            using var sender = new PatientSender<Tagged>(block);
            for (int number = 0; number < items; number++)
            {
                sender.Send(new Tagged(producer, number));
            }
        }))];
        Array.ForEach(producing, static thread => thread.Start());
        for (int holds = threads == WorkerThreadMode.Pool ? run.Random.Next(1, 5) : 0; holds > 0; holds--)
        {
            hold.Dispose();
            Thread.SpinWait(run.Random.Next(2000));
            hold = new PoolHold(PoolThreads);
            run.Count("holds", 1);
        }

        if (threads == WorkerThreadMode.Pool)
        {
            hold.Dispose();
        }

        Array.ForEach(producing, static thread => thread.Join());
        block.Complete();
        block.Completion.GetAwaiter().GetResult();
        check.AssertAll(items);
        if (threads == WorkerThreadMode.Dedicated)
        {
            hold.Dispose();
        }

        run.Count($"items, threads: {threads}", items * Producers);
    }
}
