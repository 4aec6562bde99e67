using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: two producers of items of which one in a thousand takes a thousand times longer, and a sink. Allowed: the exact
/// sequences. Forbidden: more items inside than the capacity, at any moment; and, whenever the sink shuts and the block fills
/// up, any other number than exactly the capacity.
/// </summary>
internal sealed class SlowHead : IScenario
{
    private const int Producers = 2;
    private const int CheapSpins = 10;

    public string Name => "slow-head";

    public string Summary => "One item in a thousand takes a thousand times longer; the capacity is counted exactly.";

    public async Task RunAsync(StressRun run)
    {
        int[] capacities = [2, 7, 64, 1024, run.Random.Next(3, 300), 20_000];
        foreach (int capacity in capacities)
        {
            await FlowAsync(run, capacity, run.Random.Next(2, 5));
            run.Watchdog.ShowNothing();
            await FillAsync(run, capacity, run.Random.Next(1, 5));
            run.Watchdog.ShowNothing();
        }
    }

    private static Tagged Transform(Tagged item)
    {
        Thread.SpinWait(item.Number % 1000 == 500 ? CheapSpins * 1000 : CheapSpins);
        return item;
    }

    private static async Task FlowAsync(StressRun run, int capacity, int parallelism)
    {
        int items = run.Pick(20_000, 80_000);
        var block = new OrderedTransformBlock<Tagged, Tagged>(
            Transform,
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = parallelism });
        run.Show($"capacity {capacity}, parallelism {parallelism}", block);
        var check = new SequenceCheck(Producers);
        var inside = new Occupancy(capacity);
        var target = new ShutterTarget<Tagged>(item =>
        {
            inside.BeforeDelivery();
            check.Take(item);
            run.Watchdog.Progress();
        });
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        Task producing = Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < items; number++)
            {
                if (!await block.SendAsync(new Tagged(producer, number)))
                {
                    await block.Completion;
                    throw new ViolationException("A send was declined.");
                }

                inside.AfterAcceptance();
            }
        })));
        await producing;
        block.Complete();
        await block.Completion;
        check.AssertAll(items);
        BlockCounters.AssertBalanced(block, Producers * items, check.Count);
        run.Count("items", check.Count);
    }

    // The shutter is down, posts are taken until one is not, the shutter goes up, and so on.
    private static async Task FillAsync(StressRun run, int capacity, int parallelism)
    {
        int fills = Math.Max(3, run.Pick(20_000, 100_000) / capacity);
        long transformed = 0;
        var block = new OrderedTransformBlock<Tagged, Tagged>(
            item =>
            {
                Tagged output = Transform(item);
                Interlocked.Increment(ref transformed);
                return output;
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = parallelism });
        run.Show($"filling {capacity}, parallelism {parallelism}", block);
        var check = new SequenceCheck(1);
        using var taken = new SemaphoreSlim(0);
        var target = new ShutterTarget<Tagged>(item =>
        {
            check.Take(item);
            taken.Release();
        });
        block.LinkTo(target);
        int next = 0;
        for (int fill = 0; fill < fills; fill++)
        {
            target.Shut();
            int before = next;
            while (block.Post(new Tagged(0, next)))
            {
                next++;
            }

            if (next - before != capacity)
            {
                throw new ViolationException($"A capacity of {capacity} took {next - before} items.");
            }

            // Nothing moves any more when every delegate has ended and no worker is busy; then the counters have to say so. The
            // counters alone do not tell: an item that is claimed and about to be started is in hand, and its worker not busy yet.
            SpinWait.SpinUntil(() => Interlocked.Read(ref transformed) == next && block.Statistics.Running == 0);
            BlockCounters.AssertFull(block, capacity);
            target.Open();
            for (int i = before; i < next; i++)
            {
                await taken.WaitAsync();
                run.Watchdog.Progress();
            }

            // The last one's place is free when its offer has returned: the count waits for the lock that is held till then.
            if (block.OutputCount + block.InputCount != 0)
            {
                throw new ViolationException($"All has been taken, yet there is more: {BlockCounters.Describe(block)}");
            }
        }

        block.Complete();
        await block.Completion;
        check.AssertAll(next);
        BlockCounters.AssertBalanced(block, next, check.Count);
        run.Count("items", check.Count);
        run.Count("fills", fills);
    }
}
