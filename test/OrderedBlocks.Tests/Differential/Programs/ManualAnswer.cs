namespace OrderedBlocks.Tests.Differential;

/// <summary>How a <see cref="ManualTarget"/> answers an offer.</summary>
internal enum ManualAnswer
{
    Accept,
    Decline,
    DeclineForEver,
    Postpone,

    /// <summary>Reserves the message while it is being offered, then says "postponed".</summary>
    Reserve,
}
