using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>A message that has to wait: sent to a full block, let in when the output before it is received.</summary>
[InProcess]
[MemoryDiagnoser]
public class SendToFullBenchmark
{
    private const int Items = 5000;

    private readonly ExecutionDataflowBlockOptions _options = new() { BoundedCapacity = 1 };

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task TransformBlock() => Run(new TransformBlock<long, long>(static item => item, _options));

    [Benchmark(OperationsPerInvoke = Items)]
    public Task OrderedTransformBlock() => Run(new OrderedTransformBlock<long, long>(static item => item, _options));

    private static async Task Run(IPropagatorBlock<long, long> block)
    {
        var sink = new OrderedSink();
        block.Post(0);
        for (long item = 1; item <= Items; item++)
        {
            Task<bool> sent = block.SendAsync(item);
            sink.Take(await block.ReceiveAsync());
            await sent;
        }

        sink.Take(await block.ReceiveAsync());
        sink.Verify("send to a full block", Items + 1);
    }
}
