using System.Diagnostics;
using System.Threading.Channels;
using OrderedBlocks.Hub;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Channels;

/// <summary>A block as a channel: what is written is read transformed, in the order in which it was written.</summary>
[DebuggerDisplay("{Writer}")]
internal sealed class BlockChannel<TInput, TOutput> : Channel<TInput, TOutput>
{
    private BlockChannel(ChannelWriter<TInput> writer, ChannelReader<TOutput> reader)
    {
        Writer = writer;
        Reader = reader;
    }

    /// <summary>Makes a channel of a block's two sides.</summary>
    public static BlockChannel<TInput, TOutput> Of(
        IBlock<TInput> core,
        LinkedOutput<TOutput> source) =>
        new(
            new BlockChannelWriter<TInput>(core),
            new BlockChannelReader<TOutput>(source, core.LifeCycle));
}
