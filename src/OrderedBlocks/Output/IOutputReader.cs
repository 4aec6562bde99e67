namespace OrderedBlocks.Output;

/// <summary>Somebody who waits for the output at the head, or until there is one. It waits once at a time.</summary>
internal interface IOutputReader<TOutput>
{
    /// <summary>Its place among those who wait. Belongs to <see cref="WaitingReaders{TOutput}"/>.</summary>
    LinkedListNode<WaitingReader<TOutput>> Place { get; }

    /// <summary>Behind it, of those whose waits have been ended and who are to be told. Whoever has ended the wait.</summary>
    IOutputReader<TOutput>? NextToNotify { get; set; }

    /// <summary>Ends a wait. Under any lock.</summary>
    /// <param name="id">Which wait: that which was given when it came.</param>
    /// <returns>Whether this call has: then it is told, by one of the other methods, once.</returns>
    bool TryEnd(long id);

    /// <summary>Takes the output: the head, which has been removed for it, or is there for whoever comes. Under any lock.</summary>
    void Receive(TOutput output);

    /// <summary>Goes on, with what it has received. Under no lock.</summary>
    void Notify();

    /// <summary>Goes on: nothing more comes. Under no lock.</summary>
    /// <param name="reason">Why the block has ended; null if as a success.</param>
    void NotifyOfEnd(Exception? reason);
}
