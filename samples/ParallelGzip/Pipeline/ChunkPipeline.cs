using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;
using ParallelGzip.Codec;

namespace ParallelGzip.Pipeline;

/// <summary>
/// reader -> block -> writer. The block's capacity holds the reader back while workers or the writer are busy.
/// </summary>
/// <remarks>
/// Faults travel down a Dataflow mesh, with the links, but not up: while the writer is gone a full block never takes
/// another chunk, and the reader's SendAsync would wait for ever. So whichever part fails cancels one token, which all
/// three share, and what the pipeline then throws is the fault that came first in the order reader, block, writer.
/// </remarks>
internal static class ChunkPipeline
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };

    public static Task RunAsync(
        IAsyncEnumerable<Chunk> source,
        Func<Chunk, Chunk> transform,
        ChunkWriter writer,
        PipelineOptions options,
        CancellationToken token) =>
        options.Engine == Engine.Serial
            ? RunSerialAsync(source, transform, writer, token)
            : RunParallelAsync(source, transform, writer, options, token);

    private static async Task RunSerialAsync(
        IAsyncEnumerable<Chunk> source, Func<Chunk, Chunk> transform, ChunkWriter writer, CancellationToken token)
    {
        await foreach (Chunk chunk in source.WithCancellation(token))
        {
            await writer.WriteAsync(transform(chunk), token);
        }
    }

    private static async Task RunParallelAsync(
        IAsyncEnumerable<Chunk> source,
        Func<Chunk, Chunk> transform,
        ChunkWriter writer,
        PipelineOptions options,
        CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        IPropagatorBlock<Chunk, Chunk> block = ChunkBlocks.Create(options.Engine, transform, new ExecutionDataflowBlockOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            BoundedCapacity = options.Capacity,
            CancellationToken = stop.Token,
        });

        // The writer takes one chunk at a time: what waits to be written waits in the block, and counts there.
        var sink = new ActionBlock<Chunk>(
            chunk => writer.WriteAsync(chunk, stop.Token),
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1, CancellationToken = stop.Token });
        block.LinkTo(sink, s_propagate);

        Task[] parts =
        [
            CancelOnFaultAsync(FeedAsync(source, block, stop.Token), stop),
            CancelOnFaultAsync(block.Completion, stop),
            CancelOnFaultAsync(sink.Completion, stop),
        ];
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (parts.Select(FaultOf).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        // No fault: it ends well, or was canceled.
        await Task.WhenAll(parts);
    }

    private static async Task FeedAsync(IAsyncEnumerable<Chunk> source, ITargetBlock<Chunk> block, CancellationToken token)
    {
        await foreach (Chunk chunk in source.WithCancellation(token))
        {
            // Refused: the block has failed, and its own completion says why.
            if (!await block.SendAsync(chunk, token))
            {
                return;
            }
        }

        block.Complete();
    }

    private static async Task CancelOnFaultAsync(Task part, CancellationTokenSource stop)
    {
        try
        {
            await part;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    // A fault that came down a link is wrapped once for each link.
    private static Exception? FaultOf(Task part)
    {
        Exception? fault = part.Exception?.Flatten().InnerExceptions[0];
        return fault is OperationCanceledException ? null : fault;
    }
}
