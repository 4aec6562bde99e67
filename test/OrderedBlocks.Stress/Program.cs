using OrderedBlocks.Stress;

return await StressCommand.Create().Parse(args).InvokeAsync();
