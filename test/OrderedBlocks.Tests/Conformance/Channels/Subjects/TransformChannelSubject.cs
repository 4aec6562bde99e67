using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>OrderedTransformBlock as a channel.</summary>
public abstract class TransformChannelSubject(OptionSet optionSet) : BlockChannelSubject(optionSet)
{
    /// <inheritdoc/>
    protected override Channel<T, T> CreateBlock<T>(DelegateShape shape, ExecutionDataflowBlockOptions options)
    {
        OrderedTransformBlock<T, T> block = shape switch
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
        return block.AsChannel();
    }
}
