using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.ChannelLinking;

/// <summary>What moves items between a channel and a block, as the link's owner sees it. Any thread.</summary>
internal interface IChannelLink<T>
{
    /// <summary>Ends when nothing is moved any more.</summary>
    Task Completion { get; }

    /// <summary>Why it has ended; null before.</summary>
    LinkEnd? End { get; }

    /// <summary>Takes no more from the source. What it has taken already is still handed on.</summary>
    void Unlink();

    /// <summary>After the end: the item that was taken from the source and that the target has not taken, once.</summary>
    bool TryTakeUndelivered([MaybeNullWhen(false)] out T item);
}
