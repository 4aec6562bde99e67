using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Pools;

/// <summary>
/// A source that hands over one message at a time and blocks its caller's thread until it is taken, without the pool. SendAsync
/// is none: Dataflow ends the task of a send that had to wait by a task of its own on the pool.
/// </summary>
internal sealed class PatientSender<T>(ITargetBlock<T> target) : ISourceBlock<T>, IDisposable
{
    private readonly ManualResetEventSlim _settled = new();
    private long _id;
    private T? _value;
    private bool _taken;

    public Task Completion => throw new NotSupportedException();

    /// <summary>Returns whether it was taken.</summary>
    public bool Send(T value)
    {
        _settled.Reset();
        _taken = false;
        _value = value;
        switch (target.OfferMessage(new DataflowMessageHeader(++_id), value, this, consumeToAccept: false))
        {
            case DataflowMessageStatus.Accepted:
                return true;

            case DataflowMessageStatus.Postponed:
                _settled.Wait();
                return _taken;

            default:
                return false;
        }
    }

    public T? ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<T> target, out bool messageConsumed)
    {
        T? value = _value;
        messageConsumed = _taken = true;
        _settled.Set();
        return value;
    }

    public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<T> target) => true;

    public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<T> target) => _settled.Set();

    public void Dispose() => _settled.Dispose();

    public IDisposable LinkTo(ITargetBlock<T> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

    public void Complete() => throw new NotSupportedException();

    public void Fault(Exception exception) => throw new NotSupportedException();
}
