using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Delegates;

/// <summary>The user's delegate that takes the outputs, whatever its form.</summary>
internal abstract class Consumer<TOutput>
{
    /// <summary>The delegate itself, if it is done when it returns, to be called without the detour.</summary>
    public virtual Action<TOutput>? Synchronous => null;

    /// <summary>The same, with its awaits going on where the context says.</summary>
    public Consumer<TOutput> In(DedicatedContext context) => Synchronous is null ? new DedicatedConsumer<TOutput>(this, context) : this;

    /// <summary>Calls the delegate. What it throws comes out of here.</summary>
    /// <param name="output">The output.</param>
    /// <param name="pending">The delegate's task, if it has not ended by now.</param>
    /// <returns>Whether the delegate is done with the output; if not, <paramref name="pending"/> tells when.</returns>
    public abstract bool TryConsume(TOutput output, out ValueTask pending);

    /// <summary>Reads the outcome of a task that has ended. May be asked once only.</summary>
    /// <param name="ended">The task.</param>
    /// <param name="policy">Tells whether the delegate failed or was canceled.</param>
    /// <param name="errors">What the delegate failed with, if the reason is <see cref="LossReason.Failed"/>.</param>
    /// <returns>Why the output does not count as consumed; null if it does.</returns>
    public static LossReason? GetOutcome<TInput>(
        ValueTask ended,
        ItemPolicy<TInput> policy,
        out IReadOnlyList<Exception> errors)
    {
        errors = [];
        try
        {
            if (ended.IsCompletedSuccessfully)
            {
                ended.GetAwaiter().GetResult();
                return null;
            }

            return policy.Classify(ended.AsTask(), out errors);
        }
        catch (Exception error)
        {
            // A value task's source is user code too.
            errors = [error];
            return LossReason.Failed;
        }
    }
}
