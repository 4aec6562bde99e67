using System.Threading.Tasks.Dataflow;
using OrderedBlocks;
using ParallelGzip.Codec;

namespace ParallelGzip.Pipeline;

/// <summary>Makes the block in the middle. The two are constructed alike and linked alike.</summary>
internal static class ChunkBlocks
{
    public static IPropagatorBlock<Chunk, Chunk> Create(
        Engine engine, Func<Chunk, Chunk> transform, ExecutionDataflowBlockOptions options) => engine switch
        {
            Engine.TransformBlock => new TransformBlock<Chunk, Chunk>(transform, options),
            Engine.OrderedTransformBlock => new OrderedTransformBlock<Chunk, Chunk>(transform, options),
            _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The serial engine has no block."),
        };
}
