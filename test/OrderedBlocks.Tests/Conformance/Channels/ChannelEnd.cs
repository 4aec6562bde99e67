namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>The three ways to close a channel.</summary>
public enum ChannelEnd
{
    /// <summary>Without an exception.</summary>
    Success,

    /// <summary>With an exception.</summary>
    Error,

    /// <summary>With an <see cref="OperationCanceledException"/>.</summary>
    Cancellation,
}
