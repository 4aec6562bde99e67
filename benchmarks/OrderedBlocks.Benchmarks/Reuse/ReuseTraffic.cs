using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>Sends items through one block whose results are filled and read, and gone or used again after that.</summary>
internal sealed class ReuseTraffic<T, TView>(string what, ReuseCase setup)
    where TView : struct, IView<T>
{
    private readonly FilledSink _sink = new(setup.Size);

    /// <summary>With a pool of the block's.</summary>
    public Task WithPoolAsync(IResultPool<T> pool) => setup.Consumes
        ? RunAsync(new OrderedActionBlock<long, T>(Fill, Take, pool, setup.Options))
        : RunAsync(
            new OrderedTransformBlock<long, T>(Fill, pool, setup.Options),
            result =>
            {
                Take(result);
                pool.Return(result);
            });

    /// <summary>With delegates that see to it themselves.</summary>
    public Task ByHandAsync(Func<long, T> get, Action<T> leave)
    {
        return setup.Consumes
            ? RunAsync(new OrderedActionBlock<long, T>(Get, TakeAndLeave, setup.Options))
            : RunAsync(new OrderedTransformBlock<long, T>(Get, setup.Options), TakeAndLeave);

        T Get(long item) => Fill(item, get(item));

        void TakeAndLeave(T result)
        {
            Take(result);
            leave(result);
        }
    }

    private async Task RunAsync(OrderedActionBlock<long, T> block)
    {
        await Mesh.SendAllAsync(block, setup.Items);
        await block.Completion;
        _sink.Verify(what, setup.Items);
    }

    private async Task RunAsync(OrderedTransformBlock<long, T> block, Action<T> take)
    {
        var target = new ActionBlock<T>(take, new ExecutionDataflowBlockOptions { BoundedCapacity = ReuseCase.TargetCapacity });
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        await Mesh.SendAllAsync(block, setup.Items);
        await target.Completion;
        _sink.Verify(what, setup.Items);
    }

    private T Fill(long item, T result)
    {
        FilledSink.Fill(TView.Of(result), setup.Size, item);
        return result;
    }

    private void Take(T result) => _sink.Take(TView.Of(result));
}
