using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>OrderedTransformManyBlock as a channel, with one output an item.</summary>
public abstract class TransformManyChannelSubject(OptionSet optionSet) : BlockChannelSubject(optionSet)
{
    /// <inheritdoc/>
    protected override Channel<T, T> CreateBlock<T>(DelegateShape shape, ExecutionDataflowBlockOptions options)
    {
        // the head's share of the room for outputs is kept free: with a limit not all places have readable outputs in a full block
        ((OrderedBlockOptions)options).OutputCapacity = DataflowBlockOptions.Unbounded;
        OrderedTransformManyBlock<T, T> block = shape == DelegateShape.Synchronous
            ? new(static item => [item], options)
            : new(Stream, options);
        return block.AsChannel();

        static async IAsyncEnumerable<T> Stream(T item)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
