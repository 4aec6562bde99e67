using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: one producer and delegates, in phases of random lengths: cheap items; groups of as many as the degree of
/// parallelism that wait for each other; a head that waits until the last item that the capacity admits behind it has been
/// started. Delegates block threads, or are asynchronous. Allowed: the exact sequence. Forbidden: a wait that never ends, which
/// is what an item becomes that nobody starts although a worker is free, or a sender that nobody lets in although there is room.
/// </summary>
internal sealed class WaitingNeighbours : IScenario
{
    public string Name => "waiting-neighbours";

    public string Summary => "Cheap items, then delegates that wait for each other and for items behind them.";

    public async Task RunAsync(StressRun run)
    {
        int flows = run.Pick(24, 120);
        for (int flow = 0; flow < flows; flow++)
        {
            await FlowAsync(run, blocking: flow % 2 == 0);
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task FlowAsync(StressRun run, bool blocking)
    {
        int parallelism = run.Random.Next(2, 9);
        int capacity = run.Random.Next(3) == 0 ? DataflowBlockOptions.Unbounded : parallelism << run.Random.Next(0, 8);
        var plan = new Plan(run, parallelism, capacity, items: run.Pick(20_000, 60_000));

        // Offers need a thread, too, while all delegates block.
        using var threads = new ThreadsScheduler(parallelism + 1);
        var options = new OrderedBlockOptions
        {
            StrictStartOrder = true,
            BoundedCapacity = capacity,
            MaxDegreeOfParallelism = parallelism,
            TaskScheduler = blocking ? threads : TaskScheduler.Default,
            MaxMessagesPerTask = run.Random.Next(4) == 0 ? run.Random.Next(1, 10) : DataflowBlockOptions.Unbounded,
        };
        OrderedTransformBlock<int, int> block = blocking
            ? new(
                item =>
                {
                    plan.Begin(item).GetAwaiter().GetResult();
                    return item;
                },
                options)
            : new(
                async item =>
                {
                    await plan.Begin(item);
                    return item;
                },
                options);
        run.Show($"parallelism {parallelism}, capacity {capacity}, blocking {blocking}", block);
        int next = 0;
        var target = new ShutterTarget<int>(item =>
        {
            if (item != next++)
            {
                throw new ViolationException($"{item} came out, {next - 1} had to.");
            }

            run.Watchdog.Progress();
        });
        block.LinkTo(target);
        for (int item = 0; item < plan.Items; item++)
        {
            if (!await block.SendAsync(item))
            {
                await block.Completion;
            }
        }

        block.Complete();
        await block.Completion;
        if (next != plan.Items)
        {
            throw new ViolationException($"{plan.Items} went in, {next} came out.");
        }

        BlockCounters.AssertBalanced(block, plan.Items, next);
        run.Count("items", plan.Items);
        run.Count("meetings", plan.Meetings);
    }

    // Which items come to which meeting, and whether they stay for it.
    private sealed class Plan
    {
        private readonly Meeting?[] _waitsFor;
        private readonly Meeting?[] _comesTo;

        public Plan(StressRun run, int parallelism, int capacity, int items)
        {
            Items = items;
            _waitsFor = new Meeting?[items];
            _comesTo = new Meeting?[items];
            int room = capacity == DataflowBlockOptions.Unbounded ? 5000 : capacity;
            int longestCheap = 1 << run.Random.Next(4, 13);
            int item = run.Random.Next(longestCheap);
            while (item + Math.Max(parallelism, room) < items)
            {
                Meetings++;
                if (run.Random.Next(2) == 0)
                {
                    var meeting = new Meeting(parallelism);
                    for (int member = 0; member < parallelism; member++, item++)
                    {
                        _waitsFor[item] = _comesTo[item] = meeting;
                    }
                }
                else
                {
                    var meeting = new Meeting(1);
                    _waitsFor[item] = meeting;
                    item += room - 1;
                    _comesTo[item++] = meeting;
                }

                item += run.Random.Next(longestCheap);
            }
        }

        public int Items { get; }

        public int Meetings { get; }

        public Task Begin(int item)
        {
            _comesTo[item]?.Arrive();
            return _waitsFor[item]?.All ?? Task.CompletedTask;
        }
    }
}
