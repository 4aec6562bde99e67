using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>Receives outputs that are all there: the block is filled before each iteration.</summary>
[InProcess]
[MemoryDiagnoser]
public class ReceiveBenchmark
{
    private const int Items = 100_000;

    private IReceivableSourceBlock<long>? _dataflow;
    private IReceivableSourceBlock<long>? _ordered;

    [IterationSetup(Target = nameof(TransformBlock))]
    public void FillDataflow() => _dataflow = Filled(new TransformBlock<long, long>(static item => item));

    [IterationSetup(Target = nameof(OrderedTransformBlock))]
    public void FillOrdered() => _ordered = Filled(new OrderedTransformBlock<long, long>(static item => item));

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public void TransformBlock() => Receive(_dataflow!);

    [Benchmark(OperationsPerInvoke = Items)]
    public void OrderedTransformBlock() => Receive(_ordered!);

    // the last output is there when the workers have done the last item; nobody has received any by then
    private static TBlock Filled<TBlock>(TBlock block)
        where TBlock : IPropagatorBlock<long, long>, IReceivableSourceBlock<long>
    {
        int done = 0;
        for (long item = 0; item < Items; item++)
        {
            block.Post(item);
        }

        block.Complete();
        SpinWait.SpinUntil(() => (done = Outputs(block)) == Items);
        return done == Items ? block : throw new MeasurementException("A block was not filled.");
    }

    private static int Outputs(IReceivableSourceBlock<long> block) => block switch
    {
        TransformBlock<long, long> dataflow => dataflow.OutputCount,
        OrderedTransformBlock<long, long> ordered => ordered.OutputCount,
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    private static void Receive(IReceivableSourceBlock<long> block)
    {
        var sink = new OrderedSink();
        while (block.TryReceive(null, out long result))
        {
            sink.Take(result);
        }

        sink.Verify("receive", Items);
    }
}
