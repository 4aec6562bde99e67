using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Dataflow's block behind a wall: every call goes through here, so that a mutant can get one of them wrong.</summary>
/// <remarks>By itself it does nothing wrong, and the engine must find no difference in it.</remarks>
internal class MutantBlock(DelegateRequest request) : IPropagatorBlock<int, int>, IReceivableSourceBlock<int>
{
    private readonly Dictionary<ITargetBlock<int>, MutantLink> _links = [];

    public virtual Task Completion => Inner.Completion;

    public virtual int InputCount => Inner.InputCount;

    public virtual int OutputCount => Inner.OutputCount;

    protected TransformBlock<int, int> Inner { get; } = request.Kind == DelegateKind.Synchronous
        ? new(request.Synchronous, request.Options)
        : new(request.Asynchronous, request.Options);

    private ITargetBlock<int> InnerTarget => Inner;

    private ISourceBlock<int> InnerSource => Inner;

    public virtual void Complete() => Inner.Complete();

    public virtual void Fault(Exception exception) => ((IDataflowBlock)Inner).Fault(exception);

    public virtual DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept) =>
        InnerTarget.OfferMessage(messageHeader, messageValue, source, consumeToAccept);

    public virtual IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
    {
        if (!_links.TryGetValue(target, out MutantLink? link))
        {
            _links.Add(target, link = new MutantLink(this, target));
        }
        return Inner.LinkTo(link, linkOptions);
    }

    public virtual int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed) =>
        InnerSource.ConsumeMessage(messageHeader, _links[target], out messageConsumed);

    public virtual bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
        InnerSource.ReserveMessage(messageHeader, _links[target]);

    public virtual void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
        InnerSource.ReleaseReservation(messageHeader, _links[target]);

    public virtual bool TryReceive(Predicate<int>? filter, out int item) => Inner.TryReceive(filter, out item);

    public virtual bool TryReceiveAll([NotNullWhen(true)] out IList<int>? items) => Inner.TryReceiveAll(out items);
}
