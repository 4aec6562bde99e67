namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>The four calls that may have to wait.</summary>
public enum WaitingOperation
{
    /// <summary>ReadAsync of an empty channel.</summary>
    Read,

    /// <summary>WaitToReadAsync of an empty channel.</summary>
    WaitToRead,

    /// <summary>WriteAsync to a full channel.</summary>
    Write,

    /// <summary>WaitToWriteAsync of a full channel.</summary>
    WaitToWrite,
}
