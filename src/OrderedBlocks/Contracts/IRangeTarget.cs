namespace OrderedBlocks;

/// <summary>
/// A target that takes several items at once, as if each had been offered to it by itself. For sources of this library, which
/// call it under their output lock.
/// </summary>
internal interface IRangeTarget<TInput>
{
    /// <summary>How many items, of so many, it would take. A hint: it may be others' a moment later.</summary>
    int CountAdmissible(int max);

    /// <summary>
    /// Takes items from the front of those given; none of them while it is full, closed, or has senders waiting.
    /// <see cref="OnAdmitted"/> must follow.
    /// </summary>
    /// <returns>How many. They are its own from here on.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for them. None was taken.</exception>
    int TryAdmit(ReadOnlySpan<TInput> items);

    /// <summary>To be called when the items have left their source.</summary>
    void OnAdmitted();
}
