using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: a million delegates that complete at once, of each form; an item that goes round a block linked to itself a million
/// times; delegates each of which ends its neighbour's task; all on threads with a stack of 256 KB, on the pool, and on a
/// scheduler that runs its tasks where they are queued. Allowed: the exact sequence. Forbidden: anything else, and a stack that
/// grows with the items: it overflows, and the process dies.
/// </summary>
/// <remarks>
/// An inline scheduler together with a small MaxMessagesPerTask, or with delegates that end each other's tasks, nests by its
/// nature, in TransformBlock, too: each task is queued, and therefore run, on the stack of the one before. Not done here.
/// </remarks>
internal sealed class DeepStacks : IScenario
{
    public string Name => "deep-stacks";

    public string Summary => "A million items on small stacks, with cycles and inline schedulers.";

    public Task RunAsync(StressRun run)
    {
        int items = run.Pick(100_000, 1_000_000);
        using var threads = new ThreadsScheduler(2, SmallStack.Bytes);

        // On the inline one each post begins and ends a task, which takes as long as a hundred items do otherwise.
        (string Name, TaskScheduler Scheduler, int Items)[] schedulers =
        [
            ("threads", threads, items), ("inline", new InlineScheduler(), items / 10), ("pool", TaskScheduler.Default, items),
        ];
        foreach ((string name, TaskScheduler scheduler, int count) in schedulers)
        {
            foreach (int parallelism in (int[])[1, 3, DataflowBlockOptions.Unbounded])
            {
                var options = new ExecutionDataflowBlockOptions
                {
                    TaskScheduler = scheduler,
                    MaxDegreeOfParallelism = parallelism,
                };
                string where = $"{name}, parallelism {parallelism}";
                run.Watchdog.Show(() => where);
                SmallStack.Run(() => Row(run, count, options));
                SmallStack.Run(() => Cycle(run, count, options));
                run.Watchdog.ShowNothing();
            }
        }

        SmallStack.Run(() => EndEachOther(run, items, threads));
        SmallStack.Run(() => EndEachOther(run, items, TaskScheduler.Default));
        return Task.CompletedTask;
    }

    // Three blocks, one of each form, in a row.
    private static void Row(StressRun run, int items, ExecutionDataflowBlockOptions options)
    {
        var first = new OrderedTransformBlock<int, int>(static item => item, options);
        var second = new OrderedTransformBlock<int, int>(static item => Task.FromResult(item), options);
        var third = new OrderedTransformBlock<int, int>(static (item, _) => ValueTask.FromResult(item), options);
        run.Show("first", first);
        run.Show("second", second);
        run.Show("third", third);
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        first.LinkTo(second, link);
        second.LinkTo(third, link);
        int next = 0;
        third.LinkTo(new ShutterTarget<int>(item => next = Follow(run, item, next)), link);
        for (int item = 0; item < items; item++)
        {
            if (!first.Post(item))
            {
                throw new ViolationException($"{item} was declined.");
            }
        }

        first.Complete();
        third.Completion.GetAwaiter().GetResult();
        AssertAll(items, next);
        BlockCounters.AssertBalanced(first, items, items);
        BlockCounters.AssertBalanced(second, items, items);
        BlockCounters.AssertBalanced(third, items, next);
        run.Count("items in a row", items);
    }

    // Three items go round; each comes out in its turn when its laps are done.
    private static void Cycle(StressRun run, int laps, ExecutionDataflowBlockOptions options)
    {
        const int Runners = 3;
        var block = new OrderedTransformBlock<Tagged, Tagged>(static item => item with { Number = item.Number - 1 }, options);
        run.Show("cycle", block);
        int next = 0;
        long offers = 0;
        block.LinkTo(block, item =>
        {
            if (++offers % 1000 == 0)
            {
                run.Watchdog.Progress();
            }

            return item.Number > 0;
        });
        block.LinkTo(new ShutterTarget<Tagged>(item =>
        {
            next = Follow(run, item.Producer, next);
            if (next == Runners)
            {
                block.Complete();
            }
        }));
        for (int runner = 0; runner < Runners; runner++)
        {
            block.Post(new Tagged(runner, laps));
        }

        block.Completion.GetAwaiter().GetResult();
        AssertAll(Runners, next);
        BlockCounters.AssertBalanced(block, (long)laps * Runners, (long)laps * Runners);
        run.Count("laps", (long)laps * Runners);
    }

    // Each delegate ends the task of the one before it, on its own stack.
    private static void EndEachOther(StressRun run, int items, TaskScheduler scheduler)
    {
        TaskCompletionSource<int>? before = null;
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                var mine = new TaskCompletionSource<int>(item);
                TaskCompletionSource<int>? other = Interlocked.Exchange(ref before, mine);
                other?.SetResult((int)other.Task.AsyncState!);
                return mine.Task;
            },
            new ExecutionDataflowBlockOptions { TaskScheduler = scheduler, MaxDegreeOfParallelism = 2, BoundedCapacity = 64 });
        run.Show("neighbours", block);
        int next = 0;
        block.LinkTo(new ShutterTarget<int>(item => next = Follow(run, item, next)));
        for (int item = 0; item < items; item++)
        {
            // Blocks this thread alone.
            if (!block.SendAsync(item).GetAwaiter().GetResult())
            {
                throw new ViolationException($"{item} was declined.");
            }
        }

        block.Complete();

        // The last one is ended by nobody else.
        SpinWait.SpinUntil(() => block.InputCount == 0 && before is not null && (int)before.Task.AsyncState! == items - 1);
        before!.SetResult(items - 1);
        block.Completion.GetAwaiter().GetResult();
        AssertAll(items, next);
        BlockCounters.AssertBalanced(block, items, next);
        run.Count("tasks ended by a neighbour", items);
    }

    private static int Follow(StressRun run, int item, int expected)
    {
        if (item != expected)
        {
            throw new ViolationException($"{item} came out, {expected} had to.");
        }

        if (item % 1000 == 0)
        {
            run.Watchdog.Progress();
        }

        return expected + 1;
    }

    private static void AssertAll(int expected, int actual)
    {
        if (actual != expected)
        {
            throw new ViolationException($"{expected} went in, {actual} came out.");
        }
    }
}
