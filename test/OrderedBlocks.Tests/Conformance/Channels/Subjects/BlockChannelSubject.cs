using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>A block of the library as a channel, with a delegate that hands on what it gets.</summary>
public abstract class BlockChannelSubject(OptionSet optionSet) : ChannelSubject(optionSet.BoundedCapacity)
{
    private readonly OptionSet _optionSet = optionSet;

    /// <inheritdoc/>
    public override bool WrittenIsReadableAtOnce => false;

    /// <inheritdoc/>
    public override bool ReadLeavesRoomAtOnce => false;

    /// <inheritdoc/>
    public override bool EndsAtOnce => false;

    /// <inheritdoc/>
    public override bool TokenMayFireInsideTheCall => true;

    /// <inheritdoc/>
    public sealed override Channel<T> Create<T>(int capacity)
    {
        ExecutionDataflowBlockOptions options = _optionSet.ToBlockOptions();
        options.BoundedCapacity = capacity;
        return new OneType<T>(CreateBlock<T>(_optionSet.Shape, options));
    }

    /// <summary>Makes the block, and of it the channel.</summary>
    protected abstract Channel<T, T> CreateBlock<T>(DelegateShape shape, ExecutionDataflowBlockOptions options);

    /// <summary>A channel whose two types are one, as a type.</summary>
    private sealed class OneType<T> : Channel<T>
    {
        public OneType(Channel<T, T> channel)
        {
            Reader = channel.Reader;
            Writer = channel.Writer;
        }
    }
}
