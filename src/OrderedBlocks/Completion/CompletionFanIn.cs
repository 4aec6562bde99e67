using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Completion;

/// <summary>Tells one target, once, how several sources have ended.</summary>
/// <remarks>
/// Whoever takes the reference to the target out tells it: the first source that fails, or the last one that ends. A source
/// that fails is not counted down, so after a failure nobody is the last. What is left with the sources that run on is taken
/// off them then; one that is put on at that very moment may stay, and holds no target.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class CompletionFanIn
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Fires when the target was told: it takes the continuations off the sources that run on.
    private readonly CancellationTokenSource _stop = new();

    // Null once somebody tells it, or has told it. Anybody, by exchange.
    private AtomicReference<IDataflowBlock> _target;

    // Sources that have not ended well. Counted down by each that does.
    private AtomicInt64 _pending;

    private CompletionFanIn(IDataflowBlock target, int sources)
    {
        _target = new AtomicReference<IDataflowBlock>(target);
        _pending = new AtomicInt64(sources);
    }

    /// <summary>Begins to wait. If the sources have ended already the target is told in this call.</summary>
    /// <returns>Ends when the target was told; with its exception if it threw.</returns>
    public static Task Start(IDataflowBlock target, List<Task> completions)
    {
        var fanIn = new CompletionFanIn(target, completions.Count);
        foreach (Task completion in completions)
        {
            if (fanIn._stop.IsCancellationRequested)
            {
                break;
            }

            // On the thread that ends the source where its task allows that: the first to fail is then seen first.
            using (NoFlow.Begin())
            {
                completion.ContinueWith(
                    static (ended, state) => ((CompletionFanIn)state!).OnEnded(ended),
                    fanIn,
                    fanIn._stop.Token,
                    TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                    TaskScheduler.Default);
            }
        }

        return fanIn._told.Task;
    }

    private void OnEnded(Task completion)
    {
        bool decides = completion.IsFaulted || _pending.Add(-1) == 0;
        if (decides && _target.Exchange(null) is { } target)
        {
            Pass(completion, target);
        }
    }

    private void Pass(Task completion, IDataflowBlock target)
    {
        Exception? thrown = null;
        try
        {
            CompletionPropagation.Pass(completion, target);
        }
        catch (Exception error)
        {
            // Whatever it is, the task reports it.
            thrown = error;
        }

        _stop.Cancel();
        if (thrown is null)
        {
            _told.SetResult();
        }
        else
        {
            _told.SetException(thrown);

            // The task need not be awaited.
            _ = _told.Task.Exception;
        }
    }
}
