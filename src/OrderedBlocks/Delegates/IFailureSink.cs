namespace OrderedBlocks.Delegates;

/// <summary>Where failed items go in a block that goes on without them.</summary>
internal interface IFailureSink<in TInput>
{
    /// <summary>Failures that nobody has got.</summary>
    long LostCount { get; }

    /// <summary>Takes a failure. On any thread, perhaps under locks of others: nobody else is called.</summary>
    /// <param name="input">The item.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="errors">What it failed with, at least one.</param>
    /// <returns>Ends when the failure has a place there or is lost and counted; until then the item keeps its own. Never fails.
    /// </returns>
    ValueTask TakeAsync(TInput input, long number, IReadOnlyList<Exception> errors);

    /// <summary>The block is abandoned: nothing waits for a place any more.</summary>
    void Abandon();

    /// <summary>The block has ended: no failure will come.</summary>
    void Complete();
}
