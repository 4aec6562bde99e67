using OrderedBlocks.Completion;

namespace OrderedBlocks.Output;

/// <summary>What an output side with links tells its block besides. Under no lock.</summary>
internal interface ISourceHost : IOutputHost
{
    /// <summary>The last link is gone.</summary>
    /// <param name="refusal">If it is gone because its target has declined for good, and had no limit.</param>
    void OnLinksGone(Refusal? refusal);

    /// <summary>A target threw out of <c>OfferMessage</c>.</summary>
    void OnOfferFailed(Exception error);
}
