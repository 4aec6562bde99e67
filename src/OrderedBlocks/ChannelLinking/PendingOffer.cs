using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.ChannelLinking;

/// <summary>What a source has offered, and the link has not taken.</summary>
internal sealed record PendingOffer<T>(ISourceBlock<T> Source, DataflowMessageHeader Header, T Value, bool ConsumeToAccept);
