using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>The user's delegate, whatever its form.</summary>
internal abstract class Transform<TInput, TOutput>
{
    /// <summary>The delegate itself, if it simply returns its result, to be called without the detour.</summary>
    public virtual Func<TInput, TOutput>? Synchronous => null;

    /// <summary>Where the delegate's results come from and go, in a block that reuses them; else null.</summary>
    public virtual Reuse<TOutput>? Reuse => null;

    /// <summary>Calls the delegate. What it throws comes out of here.</summary>
    /// <param name="input">The item.</param>
    /// <param name="output">The result, if the status is <see cref="TransformStatus.Completed"/>; if it is
    /// <see cref="TransformStatus.Pending"/>, what the delegate was given, in a block that reuses its results.</param>
    /// <param name="pending">The delegate's task, if the status is <see cref="TransformStatus.Pending"/>.</param>
    public abstract TransformStatus Start(TInput input, out TOutput output, out ValueTask<TOutput> pending);

    /// <summary>Reads the outcome of a task that has ended. Its output may be read once only.</summary>
    public static TransformStatus Conclude(
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

            return policy.Judge(ended.AsTask(), out errors) == LossReason.Failed
                ? TransformStatus.Failed
                : TransformStatus.Cancelled;
        }
#pragma warning disable CA1031 // a value task's source is user code too
        catch (Exception error)
#pragma warning restore CA1031
        {
            errors = [error];
            return TransformStatus.Failed;
        }
    }
}
