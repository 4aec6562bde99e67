using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: a head that waits, many items behind it of which most are dropped, so that their places are given back while the head
/// still holds the output up, and senders that wait, some of which give up, so that positions become void there. Allowed: at
/// least as many items get in as the capacity; all sends end and the exact sequence comes out when the head goes on. Forbidden:
/// anything else.
/// </summary>
internal sealed class DropsBehindHead : IScenario
{
    public string Name => "drops-behind-head";

    public string Summary => "Dropped items and canceled sends give places back behind a head that waits.";

    public async Task RunAsync(StressRun run)
    {
        int rounds = run.Pick(150, 600);
        for (int round = 0; round < rounds; round++)
        {
            await RoundAsync(run);
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task RoundAsync(StressRun run)
    {
        int capacity = run.Random.Next(5) switch { 0 => 1, 1 => 2, 2 => 17_000, _ => run.Random.Next(3, 600) };
        int keepEvery = run.Random.Next(1, 20);
        var head = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = new OrderedTransformBlock<int, int>(
            async (item, _) =>
            {
                if (item == 0)
                {
                    await head.Task;
                }

                return item % keepEvery == 0 ? item : throw new OperationCanceledException();
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = run.Random.Next(2, 5) });
        run.Show($"capacity {capacity}, one of {keepEvery} stays", block);
        List<int> outputs = [];
        block.LinkTo(new ShutterTarget<int>(outputs.Add));

        // Three times the capacity, within reason: the last ones wait, whatever is dropped.
        int count = Math.Min(3 * capacity, capacity + 2000);
        var sends = new Task<bool>[count];
        using var cancellation = new CancellationTokenSource();
        for (int item = 0; item < count; item++)
        {
            sends[item] = block.SendAsync(item, item % 5 == 3 ? cancellation.Token : CancellationToken.None);
        }

        await Task.WhenAll(sends.Take(capacity));
        if (run.Random.Next(2) == 0)
        {
            await cancellation.CancelAsync();
        }

        head.SetResult();
        List<int> accepted = [];
        for (int item = 0; item < count; item++)
        {
            await ((Task)sends[item]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!sends[item].IsCanceled)
            {
                accepted.Add(await sends[item] ? item : throw new ViolationException($"{item} was declined."));
            }

            run.Watchdog.Progress();
        }

        block.Complete();
        await block.Completion;
        ExactSequence.Assert(
            [.. accepted.Where(item => item % keepEvery == 0)], outputs, $"capacity {capacity}, one of {keepEvery} stays");
        BlockCounters.AssertBalanced(block, accepted.Count, outputs.Count);
        run.Count("items", accepted.Count);
        run.Count("dropped", accepted.Count - outputs.Count);
        run.Count("canceled", count - accepted.Count);
    }
}
