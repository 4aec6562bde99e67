using OrderedBlocks.Completion;

namespace OrderedBlocks.Delegates;

/// <summary>What becomes of an item whose delegate has thrown.</summary>
/// <param name="lifeCycle">The block's.</param>
/// <param name="failsCanceledItems">Whether an item that its delegate has canceled, and not the block, has failed.</param>
/// <param name="failures">Where failed items go; null if one ends the block.</param>
internal sealed class ItemPolicy<TInput>(LifeCycle lifeCycle, bool failsCanceledItems, IFailureSink<TInput>? failures)
{
    /// <summary>Where failed items go; null if one ends the block.</summary>
    public IFailureSink<TInput>? Failures => failures;

    /// <summary>What an exception out of the delegate has done to its item.</summary>
    public LossReason Classify(Exception error) =>
        error is not OperationCanceledException cancellation ? LossReason.Failed
        : !failsCanceledItems || lifeCycle.IsOwnCancellation(cancellation) ? LossReason.CanceledItem
        : LossReason.Failed;

    /// <summary>What a task that has not ended well has done to its item.</summary>
    /// <param name="ended">The task.</param>
    /// <param name="errors">All its exceptions, not only the first one, if the item has failed.</param>
    public LossReason Classify(Task ended, out IReadOnlyList<Exception> errors)
    {
        if (!ended.IsCanceled)
        {
            errors = ended.Exception!.InnerExceptions;
            return LossReason.Failed;
        }

        errors = [];
        if (!failsCanceledItems)
        {
            return LossReason.CanceledItem;
        }

        // A canceled task shows its exception only so.
        try
        {
            ended.GetAwaiter().GetResult();
            return LossReason.CanceledItem;
        }
        catch (OperationCanceledException error)
        {
            errors = [error];
            return Classify(error);
        }
    }
}
