using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>The library's block as a channel, with a delegate that hands on what it gets.</summary>
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
    public override Channel<T> Create<T>(int capacity)
    {
        ExecutionDataflowBlockOptions options = _optionSet.ToBlockOptions();
        options.BoundedCapacity = capacity;
        OrderedTransformBlock<T, T> block = _optionSet.Shape switch
        {
            DelegateShape.Synchronous => new(static item => item, options),
            DelegateShape.Task => new(
                static async item =>
                {
                    await Task.Yield();
                    return item;
                },
                options),
            _ => new(static (item, _) => ValueTask.FromResult(item), options),
        };
        return new OneType<T>(block.AsChannel());
    }

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
