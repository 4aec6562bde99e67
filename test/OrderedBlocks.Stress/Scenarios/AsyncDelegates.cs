using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: producers that send; a block whose delegate ends at once, yields, or goes to the pool, or each of these at
/// random; it makes one output an item, or several, or produces and consumes so. Allowed: each producer's exact sequence, as many calls
/// at a time as the parallelism. Forbidden: anything else, an end that never comes.
/// </summary>
internal sealed class AsyncDelegates : IScenario
{
    private const int Producers = 3;

    private enum Ending
    {
        AtOnce,
        Yield,
        OnPool,
        Mixed,
    }

    public string Name => "async-delegates";

    public string Summary => "Delegates that really are asynchronous, and that are so now and then.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(60, 600);
        for (int world = 0; world < worlds; world++)
        {
            await LiveAsync(run, itemsPerProducer: run.Pick(400, 2_000));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task LiveAsync(StressRun run, int itemsPerProducer)
    {
        Random random = run.Random;
        int most = random.Next(4) == 0 ? random.Next(5, 65) : random.Next(1, 5);
        Ending ending = (Ending)random.Next(4);
        Ending endOfConsume = (Ending)random.Next(4);
        OrderedBlockOptions options = random.Next(4) == 0
            ? new OrderedBlockOptions<Tagged, int> { KeySelector = static item => item.Number % 5 }
            : new OrderedBlockOptions();
        options.MaxDegreeOfParallelism = most;
        options.BoundedCapacity = random.Next(5) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 1 << random.Next(1, 8));
        if (random.Next(4) == 0)
        {
            options.WorkerThreadMode = WorkerThreadMode.Dedicated;
            options.MaxDegreeOfParallelism = most = Math.Min(most, 4);
        }

        int calls = 0;
        int mostCalls = 0;
        var check = new SequenceCheck(Producers);

        async Task<Tagged> Work(Tagged item)
        {
            int now = Interlocked.Increment(ref calls);
            InterlockedMax(ref mostCalls, now);
            await EndAsync(ending, item);
            Interlocked.Decrement(ref calls);
            return item;
        }

        void Take(Tagged item)
        {
            check.Take(item);
            run.Watchdog.Progress();
        }

        ITargetBlock<Tagged> block;
        switch (random.Next(4))
        {
            case 0:
                options.WorkerThreadMode = WorkerThreadMode.Pool;
                block = new OrderedActionBlock<Tagged, Tagged>(
                    Work,
                    async item =>
                    {
                        await EndAsync(endOfConsume, item);
                        Take(item);
                    },
                    options);
                break;

            case 1:
                var many = new OrderedTransformManyBlock<Tagged, Tagged>(item => OneByOne(Work(item)), options);
                many.LinkTo(new ShutterTarget<Tagged>(Take));
                block = many;
                break;

            case 2:
                var later = new OrderedTransformBlock<Tagged, Tagged>((item, _) => new ValueTask<Tagged>(Work(item)), options);
                later.LinkTo(new ShutterTarget<Tagged>(Take));
                run.Show("block", later);
                block = later;
                break;

            default:
                var one = new OrderedTransformBlock<Tagged, Tagged>(Work, options);
                one.LinkTo(new ShutterTarget<Tagged>(Take));
                run.Show("block", one);
                block = one;
                break;
        }

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < itemsPerProducer; number++)
            {
                var item = new Tagged(producer, number);
                if (!block.Post(item) && !await block.SendAsync(item))
                {
                    throw new ViolationException($"The block has turned {item} away.");
                }
            }
        })));
        block.Complete();
        await block.Completion;
        check.AssertAll(itemsPerProducer);
        if (mostCalls > most)
        {
            throw new ViolationException($"{mostCalls} calls at a time, {most} were allowed.");
        }

        run.Count("worlds", 1);
        run.Count("items", check.Count);
    }

    private static async IAsyncEnumerable<Tagged> OneByOne(Task<Tagged> item)
    {
        yield return await item;
    }

    private static async Task EndAsync(Ending ending, Tagged item)
    {
        switch (ending == Ending.Mixed ? (Ending)(((item.Number * 7) + item.Producer) % 3) : ending)
        {
            case Ending.Yield:
                await Task.Yield();
                break;

            case Ending.OnPool:
                await Task.Run(static () => Thread.SpinWait(20));
                break;

            default:
                break;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
        {
            int now = Interlocked.CompareExchange(ref most, value, seen);
            if (now == seen)
            {
                return;
            }

            seen = now;
        }
    }
}
