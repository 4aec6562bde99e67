namespace OrderedBlocks.Stress.Harness;

/// <summary>
/// Counts what is inside a block, never too high: an item counts from when its sender knows of its acceptance until its offer
/// begins. So more than the capacity is a violation for certain.
/// </summary>
internal sealed class Occupancy(long capacity)
{
    private long _accepted;
    private long _delivered;

    /// <summary>A sender has been told yes.</summary>
    public void AfterAcceptance()
    {
        // In this order: what is delivered between the two reads makes the difference smaller.
        long accepted = Interlocked.Increment(ref _accepted);
        long inside = accepted - Interlocked.Read(ref _delivered);
        if (inside > capacity)
        {
            throw new ViolationException($"{inside} items are inside a block with a capacity of {capacity}.");
        }
    }

    /// <summary>The target is being offered an item that it is going to take.</summary>
    public void BeforeDelivery() => Interlocked.Increment(ref _delivered);
}
