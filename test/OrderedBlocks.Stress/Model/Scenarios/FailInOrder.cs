using ModelChecking;
using OrderedBlocks.Completion;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers, a target, perhaps a poster, of a block that fails in order; items fail, perhaps a later one first, perhaps while
/// the first item is being worked on; perhaps a thread that cancels the block meanwhile. Allowed: exactly what was accepted before the
/// first failed item comes out, or its beginning if the block was canceled; then the end, faulted. Forbidden: anything else, and an
/// end that never comes.
/// </summary>
internal sealed class FailInOrder(int items, int[] failing, bool posts, bool waits, bool cancels) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private int _accepted;

    public override void Set(ModelRun run)
    {
        if (posts)
        {
            AddThread(run, "poster", PostAll);
        }

        var cancellation = new CancellationTokenSource();
        if (cancels)
        {
            AddThread(run, "ender", cancellation.Cancel);
        }

        Create(
            run,
            items,
            workers: 2,
            Transform,
            options: new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder },
            token: cancellation.Token);
        Link();
        if (!posts)
        {
            PostAll();
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
        OrderedBlockStatistics end = Block.Statistics;
        run.Require(end.Released + end.Failed + end.Dropped == _accepted, $"{_accepted} accepted, {end}");
        if (cancels)
        {
            RequirePrefix(run, Enumerable.Range(1, failing.Min() - 1), Target.Items);
            RequireEnd(run, end.Failed > 0 ? TaskStatus.Faulted : TaskStatus.Canceled);
            return;
        }

        RequireSequence(run, Enumerable.Range(1, failing.Min() - 1), Target.Items);
        RequireEnd(run, TaskStatus.Faulted);
        int[] failed = [.. Block.Completion.Exception?.InnerExceptions.Select(static error => int.Parse(error.Message, null)) ?? []];
        run.Require(
            waits ? failed.SequenceEqual(failing.Order()) : failed.FirstOrDefault() == failing.Min(),
            $"The exceptions are those of {string.Join(' ', failed)}.");
        run.Require(end.Failed == failed.Length, $"{end}");
    }

    private void PostAll()
    {
        for (int item = 1; item <= items; item++)
        {
            _accepted += Post(item) ? 1 : 0;
        }
    }

    // If they wait: the only item that fails does so while the first item is being worked on, or the first of several before the others.
    private int Transform(int item)
    {
        ModelRun.Current.Exchange(_touched, ModelRun.Version);
        bool fails = failing.Contains(item);
        if (waits && item != failing[0] && (failing.Length == 1 ? item == 1 : fails))
        {
            ModelRun.Current.WaitUntil(() => Block.Core.State >= LifeCycleState.FailingInOrder);
        }

        return fails ? throw new InvalidOperationException($"{item}") : item * 10;
    }
}
