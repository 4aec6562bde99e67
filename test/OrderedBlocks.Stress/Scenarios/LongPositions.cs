using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: three producers, one of which sends with tokens that are canceled, and a sink; the positions pass the places where
/// their words change sign or width, or begin again. Some items are dropped by the delegate, some sends are canceled, so that
/// skipped and void positions pass there, too. Allowed: each producer's exact sequence. Forbidden: anything else.
/// </summary>
internal sealed class LongPositions : IScenario
{
    private const int Producers = 3;

    // Numbers of positions; a word has room for 61 bits of them.
    private static readonly long[] s_seams = [1L << 31, 1L << 32, 1L << 28, 1L << 29, 1L << 60, 0];

    public string Name => "long-positions";

    public string Summary => "Positions around 2^31, 2^32 and the end of the range.";

    public async Task RunAsync(StressRun run)
    {
        foreach (long seam in s_seams)
        {
            foreach (int capacity in (int[])[1, 3, 1024, 20_000, DataflowBlockOptions.Unbounded])
            {
                await CrossAsync(run, seam, capacity);
                run.Watchdog.ShowNothing();
            }
        }
    }

    private static bool IsDropped(Tagged item) => item.Number % 17 == 5;

    private static async Task CrossAsync(StressRun run, long seam, int capacity)
    {
        int items = run.Pick(8000, 30_000);
        long start = seam - run.Random.Next(1, items * Producers);
        var block = new OrderedTransformBlock<Tagged, Tagged>(
            Wrap.Transform<Tagged, Tagged>(
                static item => IsDropped(item) ? throw new OperationCanceledException() : item),
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = run.Random.Next(1, 5) },
            Position.FromNumber(start));
        run.Watchdog.Show(() => $"start {start}, capacity {capacity}");
        run.Show("block", block);
        List<Tagged> outputs = [];
        var sink = new ActionBlock<Tagged>(
            item =>
            {
                outputs.Add(item);
                run.Watchdog.Progress();
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = 64 });
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        // An exception for one item in 17 is slow; the sends of the last producer are canceled now and then.
        List<Tagged>[] accepted = await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(
            () => ProduceAsync(block, producer, items, cancels: producer == Producers - 1))));
        block.Complete();
        await sink.Completion;
        for (int producer = 0; producer < Producers; producer++)
        {
            ExactSequence.Assert(
                [.. accepted[producer].Where(static item => !IsDropped(item))],
                [.. outputs.Where(item => item.Producer == producer)],
                $"start {start}, capacity {capacity}, producer {producer}");
        }

        await block.Completion;
        BlockCounters.AssertBalanced(block, accepted.Sum(static list => list.Count), outputs.Count);
        run.Count("items", accepted.Sum(static list => list.Count));
        run.Count("seams crossed", 1);
    }

    private static async Task<List<Tagged>> ProduceAsync(ITargetBlock<Tagged> block, int producer, int items, bool cancels)
    {
        List<Tagged> accepted = [];
        for (int number = 0; number < items; number++)
        {
            var item = new Tagged(producer, number);
            using CancellationTokenSource? cancellation = cancels && number % 7 == 0 ? new CancellationTokenSource() : null;
            Task<bool> send = block.SendAsync(item, cancellation?.Token ?? default);
            cancellation?.Cancel();
            await ((Task)send).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!send.IsCanceled)
            {
                accepted.Add(await send ? item : throw new ViolationException($"{item} was declined."));
            }
        }

        return accepted;
    }
}
