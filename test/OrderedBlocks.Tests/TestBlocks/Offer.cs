namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>What a target was offered, and what it can do about it as the protocol allows.</summary>
public sealed record Offer(
    ITargetBlock<int> Target, DataflowMessageHeader Header, int Value, ISourceBlock<int> Source, bool ConsumeToAccept)
{
    /// <summary>Consumes the message; false when the source does not give it.</summary>
    public bool TryConsume(out int value)
    {
        value = Source.ConsumeMessage(Header, Target, out bool consumed);
        return consumed;
    }

    /// <summary>Reserves the message.</summary>
    public bool Reserve() => Source.ReserveMessage(Header, Target);

    /// <summary>Gives the reservation back.</summary>
    public void Release() => Source.ReleaseReservation(Header, Target);

    /// <inheritdoc/>
    public override string ToString() => $"{Value} (id {Header.Id})";
}
