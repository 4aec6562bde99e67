using System.Threading.Channels;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>The framework's own bounded channel, which proves the suite: it declares none of the deliberate differences.</summary>
public abstract class BoundedChannelSubject(int capacity) : ChannelSubject(capacity)
{
    /// <inheritdoc/>
    public override Channel<T> Create<T>(int capacity) => Channel.CreateBounded<T>(capacity);
}
