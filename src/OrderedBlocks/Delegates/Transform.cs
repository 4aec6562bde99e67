using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Delegates;

/// <summary>The user's delegate, whatever its form.</summary>
internal abstract class Transform<TInput, TOutput>
{
    /// <summary>Whether an item has a stream of outputs, which this writes while it runs.</summary>
    public virtual bool IsStreaming => false;

    /// <summary>How many workers wait for room for their outputs. Acquire.</summary>
    public virtual long WaitingForRoom => 0;

    /// <summary>The delegate itself, if it simply returns its result, to be called without the detour.</summary>
    public virtual Func<TInput, TOutput>? Synchronous => null;

    /// <summary>Where the delegate's results come from and go, in a block that reuses them; else null.</summary>
    public virtual Reuse<TOutput>? Reuse => null;

    /// <summary>What one of the workers is to call: for one item at a time, until that has ended.</summary>
    /// <param name="group">The workers: the same group always.</param>
    public virtual Transform<TInput, TOutput> ForWorker(WorkerGroup<TInput, TOutput> group) => this;

    /// <summary>The same, with its awaits going on where the context says. Before there are workers.</summary>
    public virtual Transform<TInput, TOutput> In(DedicatedContext context) =>
        Synchronous is null ? new DedicatedTransform<TInput, TOutput>(this, context) : this;

    /// <summary>Calls the delegate. What it throws comes out of here.</summary>
    /// <param name="position">The item's position.</param>
    /// <param name="input">The item.</param>
    /// <param name="output">The result, if the status is <see cref="TransformStatus.Completed"/>.</param>
    /// <param name="pending">The delegate's task, if the status is <see cref="TransformStatus.Pending"/>.</param>
    public abstract TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending);

    /// <summary>The worker has come to the end of a run, and is not in the middle of an item: what was put off is to be done.</summary>
    public virtual void EndRun()
    {
        // Nothing is put off but what the worker knows of.
    }

    /// <summary>Reads the outcome of a task that has ended. Its output may be read once only.</summary>
    public virtual TransformStatus GetOutcome(
        ValueTask<TOutput> ended,
        ItemPolicy<TInput> policy,
        out TOutput output,
        out IReadOnlyList<Exception> errors)
    {
        errors = [];
        output = default!;
        try
        {
            if (ended.IsCompletedSuccessfully)
            {
                output = ended.Result;
                return TransformStatus.Completed;
            }

            return policy.Classify(ended.AsTask(), out errors) == LossReason.Failed
                ? TransformStatus.Failed
                : TransformStatus.Canceled;
        }
        catch (Exception error)
        {
            // A value task's source is user code too.
            errors = [error];
            return TransformStatus.Failed;
        }
    }
}
